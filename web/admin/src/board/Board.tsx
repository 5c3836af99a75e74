import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle, useMediaQuery } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "../session/session";
import css from "./board.module.css";
import { ClassCards } from "./ClassCards";
import { ClassTable } from "./ClassTable";
import { NoClasses, NoMatch } from "./Empty";
import { Filters } from "./Filters";
import { KeysButton } from "./KeysButton";
import type { Listing } from "./listing";
import { useBoardKeys } from "./useBoardKeys";
import { useListing } from "./useListing";

const BulkBar = lazy(() => import("./BulkBar").then((room) => ({ default: room.BulkBar })));

/** Below this width a class is a card. */
const TABLE_FITS = "(min-width: 68em)";

/** All classes, where each stands, and the next thing to do. */
export function Board() {
  const { t } = useTranslation("board");
  useDocumentTitle(t("pageTitle"));
  const { scopes } = useAccount();
  const isWide = useMediaQuery(TABLE_FITS, true, { getInitialValueInEffect: false });
  const listing = useListing();
  const [isHelping, setHelping] = useState(false);
  useBoardKeys(listing, { showKeys: () => setHelping(true) });
  return (
    <Stack gap="sm" className={css.page}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="sm" align="baseline">
          <Title order={1} size="h2">
            {t("title")}
          </Title>
          <Count listing={listing} />
        </Group>
        <KeysButton isOpen={isHelping} onOpen={setHelping} />
      </Group>
      {listing.error !== null && <NotLoaded error={listing.error} />}
      {listing.isEmpty ? (
        <NoClasses mayMake={scopes.includes("author")} />
      ) : (
        <>
          <Filters listing={listing} withOrder={!isWide} />
          <Rows listing={listing} isWide={isWide} scopes={scopes} />
        </>
      )}
      {listing.chosen.length > 0 && (
        <Suspense fallback={null}>
          <BulkBar chosen={listing.chosen} scopes={scopes} onClear={() => listing.choose(new Set())} />
        </Suspense>
      )}
    </Stack>
  );
}

type RowsProps = Readonly<{ listing: Listing; isWide: boolean; scopes: readonly string[] }>;

function Rows({ listing, isWide, scopes }: RowsProps) {
  const { t } = useTranslation("board");
  const bones = useMemo(() => Array.from({ length: 8 }, (_, index) => index), []);
  if (!listing.isComplete) {
    if (listing.error !== null) return null;
    return (
      <div className={css.bones} role="status" aria-label={t("loading")}>
        {bones.map((bone) => (
          <div key={bone} className={css.bone} />
        ))}
      </div>
    );
  }
  if (listing.shown.length === 0) return <NoMatch onClear={listing.clearFilters} />;
  return isWide ? (
    <ClassTable listing={listing} scopes={scopes} />
  ) : (
    <ClassCards listing={listing} scopes={scopes} />
  );
}

function Count({ listing }: Readonly<{ listing: Listing }>) {
  const { t } = useTranslation("board");
  if (!listing.isComplete || listing.isEmpty) return null;
  const [shown, count] = [listing.shown.length, listing.total];
  return (
    <Text size="sm" c="dimmed" role="status">
      {shown === count ? t("count", { count }) : t("countOf", { shown, count })}
    </Text>
  );
}

function NotLoaded({ error }: Readonly<{ error: Error }>) {
  const { t } = useTranslation("board");
  const client = useQueryClient();
  return (
    <Alert color="red" role="alert" title={t("failedToLoad")}>
      <Group justify="space-between">
        <Text size="sm">{error.message}</Text>
        <Button
          size="xs"
          variant="default"
          onClick={() => client.invalidateQueries({ queryKey: ["classes"] })}
        >
          {t("shell:again")}
        </Button>
      </Group>
    </Alert>
  );
}
