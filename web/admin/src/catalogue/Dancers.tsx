import { Anchor, Avatar, Card, Group, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useAccount } from "../session/session";
import { ListFrame, useSought } from "./ListFrame";
import { MakeButton } from "./MakeButton";
import { contentOf, type Dancer, useDancers, useMakeDancer } from "./rows";

/** All dancers. */
export function Dancers() {
  const { t } = useTranslation("catalogue");
  const q = useSought();
  const dancers = useDancers(q);
  const items = dancers.data?.pages.flatMap((page) => page.items) ?? null;
  return (
    <ListFrame
      title={t("dancer.title")}
      make={<MakeDancer />}
      count={items?.length ?? null}
      error={dancers.error}
      empty={t("dancer.empty")}
      notFound={t("dancer.notFound", { q })}
      onMore={dancers.hasNextPage ? () => void dancers.fetchNextPage() : null}
      rows={
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          {(items ?? []).map((dancer) => (
            <DancerCard key={dancer.id} dancer={dancer} />
          ))}
        </SimpleGrid>
      }
    />
  );
}

function DancerCard({ dancer }: Readonly<{ dancer: Dancer }>) {
  return (
    <Card withBorder padding="sm">
      <Group wrap="nowrap">
        <Avatar
          src={dancer.picture === null ? null : contentOf(dancer.picture)}
          name={dancer.name}
          color="initials"
          alt=""
          size={56}
          radius="md"
        />
        <div style={{ minWidth: 0 }}>
          <Anchor component={Link} to={`/dancers/${dancer.id}`} fw={600}>
            {dancer.name}
          </Anchor>
          <Text size="xs" c="dimmed" lineClamp={2} mih="2.6em">
            {dancer.profile}
          </Text>
        </div>
      </Group>
    </Card>
  );
}

function MakeDancer() {
  const { t } = useTranslation("catalogue");
  const may = useAccount().scopes.includes("author");
  const navigate = useNavigate();
  const making = useMakeDancer();
  if (!may) return null;
  const mutate = (name: string) =>
    making.mutate({ name, profile: "" }, { onSuccess: ({ id }) => void navigate(`/dancers/${id}`) });
  return <MakeButton title={t("dancer.make")} label={t("dancer.name")} making={{ ...making, mutate }} />;
}
