import { api, type Shape, told } from "@eightcount/api";
import { Anchor, Button, Center, Group, NativeSelect, Stack, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { Refused } from "../app/Refused";
import { Waiting } from "../app/Waiting";
import { valueInWords } from "./changes";

type Entry = Shape<"AuditEntryShown">;
type Change = Entry["changes"][number];

const NOUNS = [
  "class",
  "beats",
  "alignment",
  "taps",
  "practice",
  "build",
  "release",
  "song",
  "dancer",
  "upload",
  "original",
  "account",
  "key",
] as const;
const PAGE_SIZE = 50;
const TYPING_RESTS_MS = 300;
/** As the server takes a class's slug. */
const SLUG = /^[a-z0-9-]{1,80}$/;

type Filters = Readonly<{ actor: string; noun: string; ofClass: string }>;

/** Every change of everybody: who, when, what, from, to. The filters are in the address. */
export function AuditLog() {
  const { t } = useTranslation("settings");
  const [address, setAddress] = useSearchParams();
  const filters = {
    actor: address.get("actor") ?? "",
    noun: address.get("noun") ?? "",
    ofClass: address.get("class") ?? "",
  };
  const [settled] = useDebouncedValue(filters.ofClass, TYPING_RESTS_MS);
  const log = useLog({ ...filters, ofClass: settled });
  const set = (name: string, value: string) =>
    setAddress(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === "") after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const entries = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <FilterFields filters={filters} onSet={set} onClear={() => setAddress({}, { replace: true })} />
      <Refused error={log.error} />
      {log.isPending && <Waiting />}
      {log.isSuccess && entries.length === 0 && (
        <Center mih="12rem">
          <Text c="dimmed">{t("audit.noneSays")}</Text>
        </Center>
      )}
      {entries.length > 0 && <Entries entries={entries} />}
      {log.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {t("audit.more")}
        </Button>
      )}
    </Stack>
  );
}

function useLog({ actor, noun, ofClass }: Filters) {
  const filters = {
    ...(actor !== "" && { actor }),
    ...(noun !== "" && { noun }),
    ...(SLUG.test(ofClass) && { class: ofClass }),
  };
  return useInfiniteQuery({
    queryKey: ["audit", filters],
    queryFn: ({ pageParam }) =>
      told(
        api.GET("/api/v1/audit", {
          params: {
            query: { limit: PAGE_SIZE, ...filters, ...(pageParam !== null && { after: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

type FieldsProps = Readonly<{
  filters: Filters;
  onSet: (name: string, value: string) => void;
  onClear: () => void;
}>;

function FilterFields({ filters, onSet, onClear }: FieldsProps) {
  const { t } = useTranslation("settings");
  const people = useQuery({ queryKey: ["people"], queryFn: () => told(api.GET("/api/v1/people")) });
  const names = (people.data?.items ?? []).map(({ id, name }) => ({ value: `account:${id}`, label: name }));
  const isFiltered = Object.values(filters).some((value) => value !== "");
  return (
    <Group align="end" gap="xs">
      <NativeSelect
        label={t("audit.who")}
        data={[{ value: "", label: t("audit.anybody") }, ...names]}
        value={filters.actor}
        onChange={(event) => onSet("actor", event.currentTarget.value)}
      />
      <NativeSelect
        label={t("audit.kind")}
        data={[
          { value: "", label: t("audit.anything") },
          ...NOUNS.map((value) => ({ value, label: t(`audit.noun.${value}`) })),
        ]}
        value={filters.noun}
        onChange={(event) => onSet("noun", event.currentTarget.value)}
      />
      <TextInput
        label={t("audit.ofClass")}
        placeholder={t("audit.classHint")}
        value={filters.ofClass}
        onChange={(event) => onSet("class", event.currentTarget.value.trim())}
      />
      {isFiltered && (
        <Button variant="subtle" onClick={onClear}>
          {t("audit.clear")}
        </Button>
      )}
    </Group>
  );
}

function Entries({ entries }: Readonly<{ entries: readonly Entry[] }>) {
  const { t, i18n } = useTranslation("settings");
  const time = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "medium" });
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table verticalSpacing="xs" aria-label={t("audit.list")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="13rem">{t("audit.when")}</Table.Th>
            <Table.Th w="11rem">{t("audit.who")}</Table.Th>
            <Table.Th w="14rem">{t("audit.what")}</Table.Th>
            <Table.Th>{t("audit.change")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id} style={{ verticalAlign: "top" }}>
              <Table.Td style={{ fontVariantNumeric: "tabular-nums" }}>
                <time dateTime={entry.at}>{time.format(new Date(entry.at))}</time>
              </Table.Td>
              <Table.Td>{entry.actor_name}</Table.Td>
              <Table.Td>
                <What entry={entry} />
              </Table.Td>
              <Table.Td>
                <Changes changes={entry.changes} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function What({ entry }: Readonly<{ entry: Entry }>) {
  const { t } = useTranslation("settings");
  const action = t(`audit.action.${entry.action}`, { defaultValue: entry.action });
  const noun = t(`audit.noun.${entry.noun}`, { defaultValue: entry.noun });
  const isSignIn = entry.action.startsWith("sign-");
  return (
    <>
      <Text size="sm">{isSignIn ? action : t("audit.did", { action, noun })}</Text>
      {entry.class_slug !== null && (
        <Anchor size="xs" component={Link} to={`/classes/${entry.class_slug}/history`}>
          {entry.class_slug}
        </Anchor>
      )}
    </>
  );
}

function Changes({ changes }: Readonly<{ changes: readonly Change[] }>) {
  const { t } = useTranslation("settings");
  return (
    <Stack gap={2}>
      {changes.map((change) => (
        <Text key={change.field} size="sm">
          <Text span c="dimmed" inherit>
            {t("audit.of", { field: t(`audit.field.${change.field}`, { defaultValue: change.field }) })}
          </Text>{" "}
          {change.from !== null && `${valueInWords(change.from) ?? t("audit.nothing")} → `}
          {valueInWords(change.to) ?? t("audit.nothing")}
        </Text>
      ))}
    </Stack>
  );
}
