/* Nothing is imported into Swift from here: this target carries the compile and link flags for CSofia. */
