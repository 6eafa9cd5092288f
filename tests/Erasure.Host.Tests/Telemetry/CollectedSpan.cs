using System.Globalization;

namespace Erasure.Host.Tests.Telemetry;

/// <summary>A span as it came to the collector (opentelemetry-proto, <c>trace.proto</c>).</summary>
internal sealed record CollectedSpan(
    string TraceId,
    string SpanId,
    string? ParentSpanId,
    string Scope,
    string Name,
    DateTimeOffset Start,
    DateTimeOffset End,
    IReadOnlyDictionary<string, string> Attributes)
{
    public static IEnumerable<CollectedSpan> Read(byte[] request) =>
        from resource in new WireMessage(request).Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new CollectedSpan(
            Convert.ToHexStringLower(span.Bytes(1)),
            Convert.ToHexStringLower(span.Bytes(2)),
            span.Bytes(4) is { Length: > 0 } parent ? Convert.ToHexStringLower(parent) : null,
            scope.Messages(1).Single().Text(1),
            span.Text(5),
            Time(span.Number(7)),
            Time(span.Number(8)),
            Pairs(span, 9));

    /// <summary>Attributes by name, from a repeated <c>KeyValue</c>.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(WireMessage message, int field) =>
        message.Messages(field).ToDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()), StringComparer.Ordinal);

    private static string Value(WireMessage value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? (value.Number(2) == 1 ? "true" : "false")
        : value.Has(3) ? ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture)
        : value.Has(4) ? BitConverter.UInt64BitsToDouble(value.Number(4)).ToString(CultureInfo.InvariantCulture)
        : "";

    private static DateTimeOffset Time(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));
}
