using System.Text.Json.Nodes;
using Spectre.Console;

namespace Erasure.Host.Demo;

/// <summary>The lake's part of the report: rows erased per object, and what verification saw.</summary>
internal static class DemoLakeReport
{
    public static void Show(IAnsiConsole console, JsonNode? details)
    {
        if (details is null)
        {
            return;
        }

        console.WriteLine(details.ToJsonString());
    }
}
