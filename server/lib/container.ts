/**
 * Whether this process runs in a container. There is no call for it: engines leave files, and older kernels name them in the control
 * group.
 */
import { existsSync, readFileSync } from 'node:fs';

/** `root`: the folder that holds what is asked for, `/` but in tests. */
export function isInContainer(root = '/'): boolean {
  if (existsSync(`${root}/.dockerenv`) || existsSync(`${root}/run/.containerenv`)) return true;
  try {
    return /docker|containerd|kubepods|libpod|lxc/.test(readFileSync(`${root}/proc/self/cgroup`, 'utf8'));
  } catch {
    return false; // not Linux
  }
}
