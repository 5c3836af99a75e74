import { Text } from "@mantine/core";
import { useClass } from "./useClass";
import { useWhy } from "./useWhy";

/** The one sentence why the class stands where it stands. */
export function Why() {
  const { row } = useClass();
  const said = useWhy(row, row.build);
  return (
    <Text
      size="sm"
      className="class-line"
      {...(said.isServers && { lang: "en" })}
      {...(row.state === "failed" && { c: "red" })}
    >
      {said.text}
    </Text>
  );
}
