import { api, told } from "@eightcount/api";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

type Props = Readonly<{ value: string | null; onChange: (id: string, name: string) => void }>;

/** The people who can own a class. */
export function OwnerChoice({ value, onChange }: Props) {
  const { t } = useTranslation("board");
  const people = useQuery({ queryKey: ["people"], queryFn: () => told(api.GET("/api/v1/people")) });
  const names = (people.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      label={t("bulk.owner")}
      description={value === null ? t("bulk.ownerNeeded") : null}
      error={people.isError ? t("bulk.people") : null}
      data={names}
      value={value}
      onChange={(id) => {
        const chosen = names.find((one) => one.value === id);
        if (chosen !== undefined) onChange(chosen.value, chosen.label);
      }}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t("filter.none")}
      data-autofocus
    />
  );
}
