/* A file system for SQLite that fails where a test wants it to (https://www.sqlite.org/vfs.html).
 *
 * It becomes SQLite's default and passes everything on to the real one. Faults are set for a directory, so that tests
 * that run beside each other have disks of their own. */
#ifndef WL_SQLITE_FAULTS_H
#define WL_SQLITE_FAULTS_H

enum {
  /* Writing and growing a file fails as on a full disk. */
  WL_FAULT_FULL = 1,
  /* Writing fails with an I/O error. */
  WL_FAULT_WRITE = 2,
  /* fsync fails. */
  WL_FAULT_SYNC = 4,
  /* Reading fails with an I/O error. */
  WL_FAULT_READ = 8
};

/* Makes it the default; calling it again does nothing. To be called before the first connection of a test is opened. */
int wl_faults_install(void);

/* Has files below a directory fail from now on, with a set of the faults above; 0 ends it. Returns whether there was
 * room for one more directory. Any thread. */
int wl_faults_set(const char *directory, int faults);

/* How many operations have failed below a directory since faults were first set for it. */
int wl_faults_count(const char *directory);

#endif
