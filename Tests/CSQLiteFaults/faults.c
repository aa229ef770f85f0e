#include "include/sqlite_faults.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

enum { MAXIMUM_DIRECTORIES = 256, MAXIMUM_PATH = 512 };

struct directory {
  char path[MAXIMUM_PATH];
  int faults;
  int count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct directory directories[MAXIMUM_DIRECTORIES];
static int directory_count;
static sqlite3_vfs faulty;
static sqlite3_vfs *real;

/* The real file lies behind it in the same memory. */
struct faulty_file {
  sqlite3_file base;
  char path[MAXIMUM_PATH];
};

static sqlite3_file *below(sqlite3_file *file) { return (sqlite3_file *)((struct faulty_file *)file + 1); }

static struct directory *find(const char *path) {
  for (int index = 0; index < directory_count; index++) {
    size_t length = strlen(directories[index].path);
    if (strncmp(path, directories[index].path, length) == 0 && path[length] == '/') return &directories[index];
  }
  return NULL;
}

/* Which of the faults holds for a file now; counts it. */
static int fault(sqlite3_file *file, int wanted) {
  pthread_mutex_lock(&lock);
  struct directory *directory = find(((struct faulty_file *)file)->path);
  int faults = directory ? directory->faults & wanted : 0;
  if (faults) directory->count++;
  pthread_mutex_unlock(&lock);
  return faults;
}

static int write_fault(sqlite3_file *file) {
  int faults = fault(file, WL_FAULT_FULL | WL_FAULT_WRITE);
  if (faults & WL_FAULT_FULL) return SQLITE_FULL;
  return faults ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int file_close(sqlite3_file *file) { return below(file)->pMethods->xClose(below(file)); }

static int file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  if (fault(file, WL_FAULT_READ)) return SQLITE_IOERR_READ;
  return below(file)->pMethods->xRead(below(file), bytes, count, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  int code = write_fault(file);
  return code ? code : below(file)->pMethods->xWrite(below(file), bytes, count, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  return below(file)->pMethods->xTruncate(below(file), size);
}

static int file_sync(sqlite3_file *file, int flags) {
  if (fault(file, WL_FAULT_SYNC)) return SQLITE_IOERR_FSYNC;
  return below(file)->pMethods->xSync(below(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  return below(file)->pMethods->xFileSize(below(file), size);
}

static int file_lock(sqlite3_file *file, int level) { return below(file)->pMethods->xLock(below(file), level); }

static int file_unlock(sqlite3_file *file, int level) { return below(file)->pMethods->xUnlock(below(file), level); }

static int file_check_lock(sqlite3_file *file, int *result) {
  return below(file)->pMethods->xCheckReservedLock(below(file), result);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
  return below(file)->pMethods->xFileControl(below(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file) { return below(file)->pMethods->xSectorSize(below(file)); }

static int file_characteristics(sqlite3_file *file) {
  return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
  return below(file)->pMethods->xShmMap(below(file), region, size, extend, memory);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file) { below(file)->pMethods->xShmBarrier(below(file)); }

static int file_shm_unmap(sqlite3_file *file, int deletes) {
  return below(file)->pMethods->xShmUnmap(below(file), deletes);
}

/* Version 2: without memory mapping, so that every read and write comes through here. */
static const sqlite3_io_methods methods = {
  2,
  file_close,
  file_read,
  file_write,
  file_truncate,
  file_sync,
  file_size,
  file_lock,
  file_unlock,
  file_check_lock,
  file_control,
  file_sector_size,
  file_characteristics,
  file_shm_map,
  file_shm_lock,
  file_shm_barrier,
  file_shm_unmap,
  NULL,
  NULL,
};

static int faulty_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *given) {
  (void)vfs;
  struct faulty_file *faulty_file = (struct faulty_file *)file;
  file->pMethods = NULL;
  /* Temporary files have no name, and no faults. */
  if (path && strlen(path) >= MAXIMUM_PATH) return SQLITE_CANTOPEN;
  strcpy(faulty_file->path, path ? path : "");
  int code = real->xOpen(real, path, below(file), flags, given);
  /* A file that could not be opened has to be closed all the same if it has methods. */
  if (below(file)->pMethods) file->pMethods = &methods;
  return code;
}

int wl_faults_install(void) {
  pthread_mutex_lock(&lock);
  int code = SQLITE_OK;
  if (!real) {
    real = sqlite3_vfs_find(NULL);
    faulty = *real;
    faulty.zName = "wl-faults";
    faulty.szOsFile = (int)sizeof(struct faulty_file) + real->szOsFile;
    faulty.xOpen = faulty_open;
    code = sqlite3_vfs_register(&faulty, 1);
  }
  pthread_mutex_unlock(&lock);
  return code;
}

int wl_faults_set(const char *path, int faults) {
  pthread_mutex_lock(&lock);
  struct directory *directory = NULL;
  for (int index = 0; index < directory_count; index++) {
    if (strcmp(directories[index].path, path) == 0) directory = &directories[index];
  }
  if (!directory && directory_count < MAXIMUM_DIRECTORIES && strlen(path) < MAXIMUM_PATH) {
    directory = &directories[directory_count++];
    strcpy(directory->path, path);
    directory->count = 0;
  }
  if (directory) directory->faults = faults;
  pthread_mutex_unlock(&lock);
  return directory != NULL;
}

int wl_faults_count(const char *path) {
  pthread_mutex_lock(&lock);
  int count = 0;
  for (int index = 0; index < directory_count; index++) {
    if (strcmp(directories[index].path, path) == 0) count = directories[index].count;
  }
  pthread_mutex_unlock(&lock);
  return count;
}
