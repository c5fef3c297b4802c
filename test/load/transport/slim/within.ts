/** Rejects, and says what did not come, when `done` takes more than `deadline` ms. */
export async function within<T>(deadline: number, what: string, done: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what} did not come in ${deadline} ms`)), deadline);
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
