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

    // A line would say "(null)" there.
    [Fact]
    public void Nothing_that_a_log_event_tells_may_be_missing()
    {
        NullabilityInfoContext nullability = new();

        Assert.Empty(
            from logged in Events()
            from told in logged.Method.GetParameters()
            where nullability.Create(told).WriteState == NullabilityState.Nullable
            select $"{logged.Method.DeclaringType}.{logged.Method.Name}: {told.Name}");
    }

    private static string Table()
    {
        StringBuilder table = new("| Event | Level | Message |\n|---|---|---|\n");
        foreach ((MethodInfo method, LoggerMessageAttribute message) in Events().OrderBy(logged => logged.Method.DeclaringType!.FullName).ThenBy(logged => logged.Method.Name))
        {
            string name = $"{method.DeclaringType!.FullName}.{method.Name}";
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{name.Replace("Erasure.", "", StringComparison.Ordinal)}` | {message.Level} | {message.Message} |\n");
        }

        return table.ToString();
    }

    private static IEnumerable<(MethodInfo Method, LoggerMessageAttribute Message)> Events() =>
        from assembly in Assemblies
        from type in Assembly.Load(assembly).GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select (method, message);
}
