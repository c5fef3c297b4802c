/**
 * Makes a random secret in each file that is named, once: `plenum secrets FILE…`. What is there already stays. Only the owner can read
 * them. Shows none.
 */
import { randomBytes } from 'node:crypto';
import { link, rm, stat, writeFile } from 'node:fs/promises';

const bytes = 32;

for (const file of process.argv.slice(2)) {
  console.log(`${file}: ${(await hasContent(file)) ? 'is there' : await make(file)}`);
}

async function hasContent(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size > 0,
    () => false,
  );
}

/** Never half of one, and never a second one: of two at the same time, the first to link it wins. */
async function make(file: string): Promise<string> {
  const draft = `${file}.${process.pid}`;
  await rm(file, { force: true }); // it is empty
  await writeFile(draft, randomBytes(bytes).toString('base64url'), { mode: 0o400, flag: 'wx' });
  try {
    await link(draft, file);
    return 'made';
  } catch (error) {
    if (await hasContent(file)) return 'is there';
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
