/** Colours and shapes of the admin. Contrast of text is at least 4.5 to 1 in both colour schemes. */
import { createTheme } from "@mantine/core";

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
