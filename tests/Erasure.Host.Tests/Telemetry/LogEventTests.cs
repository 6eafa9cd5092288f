using System.Reflection;
using System.Text;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Telemetry;

/// <summary>The list of log events in the documentation.</summary>
public sealed class LogEventTests
{
    private static readonly string[] Assemblies = ["Erasure.Core", "Erasure.Embedded", "Erasure.Aws", "Erasure.Api", "erasure"];

    [Fact]
    public void Every_log_event_is_documented() => DocumentPart.Matches("observability.md", "log events", Table());

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
