using System.Reflection;
using System.Text;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Telemetry;

/// <summary>The list of log events in the documentation.</summary>
public sealed class LogEventTests
{
    private const string Begin = "<!-- log events: begin -->\n";
    private const string End = "<!-- log events: end -->";

    private static readonly string[] Assemblies = ["Erasure.Core", "Erasure.Embedded", "Erasure.Aws", "Erasure.Api", "erasure"];

    [Fact]
    public void Every_log_event_is_documented()
    {
        string path = Repository.PathOf("docs", "observability.md");
        string document = File.ReadAllText(path);
        int from = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int to = document.IndexOf(End, StringComparison.Ordinal);
        string table = Table();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            document = document[..from] + table + document[to..];
            File.WriteAllText(path, document);
            to = from + table.Length;
        }

        Assert.Equal(table, document[from..to]);
    }

    private static string Table()
    {
        StringBuilder table = new("| Event | Level | Message |\n|---|---|---|\n");
        IEnumerable<(string Name, LoggerMessageAttribute Message)> events =
            from assembly in Assemblies
            from type in Assembly.Load(assembly).GetTypes()
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            let message = method.GetCustomAttribute<LoggerMessageAttribute>()
            where message is not null
            orderby type.FullName, method.Name
            select ($"{type.FullName}.{method.Name}", message);
        foreach ((string name, LoggerMessageAttribute message) in events)
        {
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{name.Replace("Erasure.", "", StringComparison.Ordinal)}` | {message.Level} | {message.Message} |\n");
        }

        return table.ToString();
    }
}
