/** No component holds a word of its own: what people read, or hear read, comes from the files of words. */
import { parseSync } from "vite";
import { expect, it } from "vitest";

const sources = import.meta.glob<string>("../**/*.tsx", { query: "?raw", import: "default", eager: true });

/** Attributes that people read or hear. */
const SPOKEN = new Set([
  "label",
  "placeholder",
  "title",
  "alt",
  "description",
  "error",
  "aria-label",
  "aria-description",
  "aria-roledescription",
  "aria-valuetext",
]);
const WORD = /\p{L}/u;
/** Elements whose content is no language: names of keys, commands, code. */
const NOT_SPOKEN = new Set(["Kbd", "Code", "code", "kbd"]);

type Node = Readonly<{
  type: string;
  name?: Readonly<{ name?: string }>;
  value?: unknown;
  expression?: unknown;
  consequent?: unknown;
  alternate?: unknown;
  right?: unknown;
  quasis?: readonly Readonly<{ value: Readonly<{ cooked: string }> }>[];
  openingElement?: Readonly<{ name: Readonly<{ name?: string }> }>;
  children?: readonly Node[];
}>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

/** The words an expression says whatever happens: a text, a template, either side of a choice. */
function saidBy(node: unknown): readonly string[] {
  if (!isNode(node)) return [];
  if (node.type === "Literal") return typeof node.value === "string" ? [node.value] : [];
  if (node.type === "JSXExpressionContainer") return saidBy(node.expression);
  if (node.type === "ConditionalExpression") {
    return [...saidBy(node.consequent), ...saidBy(node.alternate)];
  }
  if (node.type === "LogicalExpression") return saidBy(node.right);
  if (node.type !== "TemplateLiteral") return [];
  return (node.quasis ?? []).map((piece) => piece.value.cooked);
}

function literalsIn(node: Node): readonly string[] {
  let said: readonly string[] = [];
  if (node.type === "JSXElement" || node.type === "JSXFragment") {
    if (node.type === "JSXElement" && NOT_SPOKEN.has(node.openingElement?.name.name ?? "")) return [];
    said = (node.children ?? []).flatMap((child) =>
      child.type === "JSXText" ? [String(child.value)] : saidBy(child),
    );
  }
  if (node.type === "JSXAttribute" && SPOKEN.has(node.name?.name ?? "")) {
    said = saidBy(node.value);
  }
  return [...said.filter((text) => WORD.test(text)), ...childrenOf(node).flatMap(literalsIn)];
}

function literalsOf(path: string, source: string): readonly string[] {
  const { program, errors } = parseSync(path, source, { lang: "tsx" });
  if (errors.length > 0) throw new Error(`${path} cannot be read: ${errors[0]?.message}`);
  return literalsIn(program as unknown as Node);
}

it.each([
  ["<p>Hello</p>", ["Hello"]],
  ["<p>{'Hello'}</p>", ["Hello"]],
  ["<p>{ready ? 'Yes' : t('no')}</p>", ["Yes"]],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: source to be read
  ["<p>{count > 0 && `${count} rows`}</p>", [" rows"]],
  ["<Field label='Name' size='md' />", ["Name"]],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: source to be read
  ["<Field aria-label={`Name of ${who}`} />", ["Name of "]],
  ["<p>{t('hello')} · 3</p>", []],
  ["<Kbd>Enter</Kbd>", []],
])("finds what is said in %s", (source, said) => {
  expect(literalsOf("one.tsx", source)).toEqual(said);
});

it("reads the components", () => {
  expect(Object.keys(sources).length).toBeGreaterThan(5);
});

it.each(Object.keys(sources))("%s says nothing but words from the files", (path) => {
  expect(literalsOf(path, sources[path] ?? "")).toEqual([]);
});
