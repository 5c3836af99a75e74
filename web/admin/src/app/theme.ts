/** Colours and shapes of the admin. Contrast of text is at least 4.5 to 1 in both colour schemes. */
import { type CSSVariablesResolver, createTheme, DEFAULT_THEME } from "@mantine/core";

export const theme = createTheme({
  primaryColor: "violet",
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: "md",
  fontFamily: "Pretendard, 'Apple SD Gothic Neo', 'Noto Sans KR', 'Noto Sans CJK KR', system-ui, sans-serif",
  headings: { fontWeight: "650" },
  cursorType: "pointer",
  autoContrast: true,
  respectReducedMotion: true,
});

/** The library's faint text and its text on light colours are fainter than 4.5 to 1; here they are darker. */
export const readable: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-placeholder": "var(--mantine-color-gray-7)",
    "--mantine-color-error": "var(--mantine-color-red-9)",
    ...onLight((name) => `color-mix(in srgb, var(--mantine-color-${name}-9) 70%, black)`),
  },
  dark: {
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-placeholder": "var(--mantine-color-dark-1)",
    "--mantine-color-anchor": "var(--mantine-color-violet-3)",
    ...onLight((name) => `var(--mantine-color-${name}-2)`),
  },
});

function onLight(colour: (name: string) => string): Record<string, string> {
  const names = Object.keys(DEFAULT_THEME.colors).filter((name) => name !== "dark");
  return Object.fromEntries(names.map((name) => [`--mantine-color-${name}-light-color`, colour(name)]));
}
