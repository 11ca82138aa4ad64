// What an import is compared with: it has to load this file, too.
