export interface JavaPlace {
  readonly file: string;
  readonly line: number;
}

const frame =
  /^\s{0,12}at (?:[\w.-]{1,80}(?:@[\w.-]{1,40})?\/)?([^\s()]{1,300})\(([\w$-]{1,120}\.\w{1,10}):(\d{1,7})\)/;
/** `java.lang.AssertionError at CalcTest.java:12`, the short form of Gradle. */
const short = /^\s{0,12}\S{1,200} at ([\w$-]{1,120}\.\w{1,10}):(\d{1,7})$/;
const notTheirs =
  /^(?:java|javax|jdk|sun|com\.sun|kotlin|scala|groovy|org\.(?:junit|opentest4j|hamcrest|assertj|testng|mockito|gradle|apache\.maven|apache\.tools\.ant|codehaus\.groovy|spockframework|scalatest|scalactic)|junit\.framework|worker\.org\.gradle)\./;

/** Reads the stack trace of a throwable, as the JVM prints it: its first line, and where the test's own code stood. */
export class JavaTrace {
  readonly #ownClass: string | null;
  #message: string | null = null;
  #first: JavaPlace | null = null;
  #own: JavaPlace | null = null;
  readonly #methods = new Set<string>();

  /** `ownClass` is the test's, if it is known: a frame in it is better than one in what it calls. */
  constructor(ownClass: string | null) {
    this.#ownClass = ownClass;
  }

  add(text: string): void {
    const match = frame.exec(text.slice(0, 1000));
    if (match !== null) this.#frame(match[1] ?? '', { file: match[2] ?? '', line: Number(match[3]) });
    else if (text.trim() !== '') {
      // `java.lang.IllegalStateException: ` with its text on lines of its own.
      if (this.#message === null) this.#message = text.trim().slice(0, 1000);
      else if (this.#message.endsWith(':')) this.#message += ` ${text.trim().slice(0, 1000)}`;
      const place = short.exec(text.slice(0, 1000));
      if (place !== null) this.#first ??= { file: place[1] ?? '', line: Number(place[2]) };
    }
  }

  #frame(method: string, place: JavaPlace): void {
    if (notTheirs.test(method)) return;
    if (this.#methods.size < 100) this.#methods.add(method);
    this.#first ??= place;
    const own = this.#ownClass;
    if (own !== null && (method.startsWith(`${own}.`) || method.startsWith(`${own}$`))) this.#own ??= place;
  }

  get message(): string | null {
    return this.#message;
  }

  /** The nested class of the test's whose method of this name is on the stack; null if there is none. */
  nestedClassOf(method: string): string | null {
    const prefix = `${this.#ownClass}$`;
    const found = [...this.#methods].find((each) => each.startsWith(prefix) && each.endsWith(`.${method}`));
    const nested = found?.slice(0, -method.length - 1) ?? '';
    return /^[\p{L}\p{N}_$.]*\$\p{L}[\p{L}\p{N}_]*$/u.test(nested) ? nested : null;
  }

  get place(): JavaPlace | null {
    return this.#own ?? this.#first;
  }
}
