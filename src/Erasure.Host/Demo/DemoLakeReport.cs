using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Erasure.Host.Demo;

/// <summary>The lake's part of the report: rows erased per object, and what verification saw.</summary>
internal static class DemoLakeReport
{
    public static void Show(IAnsiConsole console, JsonNode? details)
    {
        if (details?["objects"] is not JsonArray objects)
        {
            return;
        }

        Table table = new Table().Border(TableBorder.None)
            .AddColumn("  Object")
            .AddColumn(new TableColumn("Rows").RightAligned())
            .AddColumn(new TableColumn("Erased").RightAligned())
            .AddColumn(new TableColumn("Verified").RightAligned())
            .AddColumn(new TableColumn("Left").RightAligned())
            .AddColumn(new TableColumn("Bytes kept").RightAligned())
            .AddColumn(new TableColumn("Bytes new").RightAligned());
        foreach (JsonNode? item in objects)
        {
            table.AddRow(
                new Text($"  {(string)item!["key"]!}"),
                Number(item["rowsSeen"]),
                Number(item["rowsErased"]),
                Number(item["verified"]?["rows"]),
                Number(item["verified"]?["matches"]),
                Number(item["bytesCopied"]),
                Number(item["bytesWritten"]));
        }

        console.Write(table);
        console.WriteLine();
    }

    private static Text Number(JsonNode? node) => new(node?.GetValue<long>().ToString("N0", CultureInfo.InvariantCulture) ?? "-");
}
