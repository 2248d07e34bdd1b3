import { type Dirent, type FSWatcher, readdirSync, watch } from 'node:fs';
import path from 'node:path';

const SOURCE = /\.([mc]?[jt]sx?|json)$/;
/** Hidden folders and installed packages do not change while one works on a function. */
const IGNORED = /^(\..*|node_modules)$/;
/** A project has hundreds of folders; a home directory taken for one has more than there are watches. */
const MAX_FOLDERS = 2000;
/** An editor saves, and a build writes, in several steps. */
const QUIET_MS = 50;

/** Tells the name of a source below one of the folders that has changed. Returns what ends the watching. */
export function watchSources(roots: readonly string[], onChange: (file: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const changed = (file: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => onChange(file), QUIET_MS);
  };
  const folders = new Set(roots.flatMap(foldersBelow));
  const watchers = [...folders].flatMap((folder): FSWatcher[] => {
    try {
      const watcher = watch(folder, (_event, name) => {
        if (name && SOURCE.test(name)) changed(path.join(folder, name));
      });
      // A folder that is removed: what was in it has been told.
      return [watcher.on('error', () => watcher.close())];
    } catch {
      // The system has no watch left: what is watched so far stays watched.
      return [];
    }
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // One that may not be read holds no source of a function.
    return [];
  }
}

function foldersBelow(root: string): string[] {
  const found = [root];
  for (let index = 0; index < found.length && found.length < MAX_FOLDERS; index++) {
    const folder = found[index] ?? '';
    for (const entry of entriesOf(folder)) {
      if (entry.isDirectory() && !IGNORED.test(entry.name)) found.push(path.join(folder, entry.name));
    }
  }
  return found.slice(0, MAX_FOLDERS);
}
