/** Patience with what may never answer. */

export class LateError extends Error {
  override readonly name = "LateError";
}

/** What was promised; throws a `LateError` where it has not come after so long. */
export async function within<Given>(promised: Promise<Given>, ms: number): Promise<Given> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError(`It did not come within ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([promised, late]);
  } finally {
    clearTimeout(timer);
  }
}
