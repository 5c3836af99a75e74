import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { IconMovie, IconSearchOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** The first run: what a class is, and the way to make one. */
export function NoClasses({ mayMake }: Readonly<{ mayMake: boolean }>) {
  const { t } = useTranslation("board");
  return (
    <Nothing icon={<IconMovie size={44} stroke={1.3} aria-hidden />} title={t("empty.title")}>
      <Text c="dimmed" ta="center">
        {t(mayMake ? "empty.text" : "empty.waits")}
      </Text>
      {mayMake && (
        <Button component={Link} to="/classes/new">
          {t("shell:newClass")}
        </Button>
      )}
    </Nothing>
  );
}

/** There are classes, and none fits the view. */
export function NoMatch({ onClear }: Readonly<{ onClear: () => void }>) {
  const { t } = useTranslation("board");
  return (
    <Nothing icon={<IconSearchOff size={40} stroke={1.3} aria-hidden />} title={t("nothing.title")}>
      <Text c="dimmed" ta="center">
        {t("nothing.text")}
      </Text>
      <Button variant="default" onClick={onClear}>
        {t("filter.clear")}
      </Button>
    </Nothing>
  );
}

type Props = Readonly<{ icon: ReactNode; title: string; children: ReactNode }>;

function Nothing({ icon, title, children }: Props) {
  return (
    <Center mih="50vh">
      <Stack align="center" maw="30rem" gap="sm">
        {icon}
        <Title order={2} size="h3">
          {title}
        </Title>
        {children}
      </Stack>
    </Center>
  );
}
