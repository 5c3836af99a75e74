import { Button, Center, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Waiting } from "../app/Waiting";
import { RowMissing } from "./RowFrame";

type Props = Readonly<{
  title: string;
  /** What makes a new one; absent for those who may not. */
  make: ReactNode;
  rows: ReactNode;
  count: number | null;
  /** Why the rows could not be had. */
  error: Error | null;
  empty: string;
  notFound: string;
  onMore: (() => void) | null;
}>;

/** A page that lists rows: search, the rows, what to do where there are none. */
export function ListFrame({ title, make, rows, count, error, empty, notFound, onMore }: Props) {
  const { t } = useTranslation("catalogue");
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  return (
    <Stack maw="64rem" mx="auto">
      <Group justify="space-between">
        <Title order={1} size="h2">
          {title}
        </Title>
        {make}
      </Group>
      <TextInput
        aria-label={t("find")}
        placeholder={t("find")}
        leftSection={<IconSearch size={16} aria-hidden />}
        maw="24rem"
        value={q}
        onChange={(event) =>
          setSearch(event.currentTarget.value ? { q: event.currentTarget.value } : {}, { replace: true })
        }
      />
      {error !== null && <RowMissing error={error} />}
      {count === null && error === null && <Waiting />}
      {count === 0 && (
        <Paper withBorder p="xl">
          <Center>
            <Text c="dimmed">{q === "" ? empty : notFound}</Text>
          </Center>
        </Paper>
      )}
      {count !== null && count > 0 && rows}
      {onMore !== null && (
        <Button variant="default" mx="auto" onClick={onMore}>
          {t("again")}
        </Button>
      )}
    </Stack>
  );
}

/** What is searched for, as the address says. */
export function useSought(): string {
  return useSearchParams()[0].get("q") ?? "";
}
