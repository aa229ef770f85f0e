/// Why an invitation is declined (UCWA 2.0 `CallDeclineReason`).
public enum CallDeclineReason: String, WireEnumeration {
  /// `CodecMismatch`.
  case codecMismatch = "CodecMismatch"
  /// `EncryptionMismatch`.
  case encryptionMismatch = "EncryptionMismatch"
  /// `Global`.
  case global = "Global"
  /// `InsufficientBandwidth`.
  case insufficientBandwidth = "InsufficientBandwidth"
  /// `InsufficientBandwidthRerouteOverPstn`.
  case insufficientBandwidthRerouteOverPstn = "InsufficientBandwidthRerouteOverPstn"
  /// `InvalidMediaOffer`.
  case invalidMediaOffer = "InvalidMediaOffer"
  /// `IPv6NotSupported`.
  case ipv6NotSupported = "IPv6NotSupported"
  /// `Local`.
  case local = "Local"
  /// `MediaAllocationFailure`.
  case mediaAllocationFailure = "MediaAllocationFailure"
  /// `MediaConnectivityFailure`.
  case mediaConnectivityFailure = "MediaConnectivityFailure"
  /// `Unknown`.
  case unknown = "Unknown"
  /// `UnsupportedMedia`.
  case unsupportedMedia = "UnsupportedMedia"
}
