// Runs named steps, prints one line of JSON for each, and keeps the count.
import { isDeepStrictEqual } from "node:util";

export class Steps {
  ok = 0;
  failed = 0;

  /** Runs `action`; the step holds if it does not throw. What it returns goes into the line. */
  async run(step, action) {
    try {
      const saw = await action();
      this.ok += 1;
      print({ step, ok: true, saw });
      return saw;
    } catch (error) {
      this.failed += 1;
      const { response } = error;
      print({ step, ok: false, why: error.message, status: response?.status, answer: response?.data });
      return undefined;
    }
  }

  /** Prints the summary and returns the exit code. */
  finish(target) {
    print({ summary: true, target, ok: this.ok, failed: this.failed });
    return this.failed || !this.ok ? 1 : 0;
  }
}

/** Throws unless what was seen is what was expected; returns it otherwise. */
export function expectEqual(what, actual, expected) {
  if (isDeepStrictEqual(actual, expected)) return actual;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

/** The HTTP error that a call fails with; throws if it does not fail, or not with an HTTP error. */
export async function errorOf(call) {
  let result;
  try {
    result = await call();
  } catch (error) {
    if (error.response) return { status: error.response.status, ...readable(error.response) };
    throw error;
  }
  throw new Error(`expected an HTTP error, got ${JSON.stringify(result)}`);
}

function readable({ data, headers }) {
  return {
    challenge: headers["www-authenticate"],
    type: data?.ErrorType,
    text: data?.Message ?? data?.ErrorMessage,
  };
}

function print(line) {
  console.log(JSON.stringify(line));
}
