@main struct Workline { static func main() {} }
