using System.Text.Json;
using Erasure.Core.Durable;

namespace Erasure.Core.Locks;

/// <summary>What the record of a lease says. It holds no times, so that the hosts' clocks may differ.</summary>
/// <param name="Holder">Id of the lease that was granted last, new for each grant.</param>
/// <param name="Milliseconds">How long it lasts after each heartbeat.</param>
/// <param name="Fence">One more at each grant.</param>
/// <param name="Released">It was given back.</param>
internal sealed record LeaseState(Guid Holder, long Milliseconds, long Fence, bool Released)
{
    public TimeSpan Duration => TimeSpan.FromMilliseconds(Milliseconds);

    public static LeaseState Parse(ReadOnlyMemory<byte> value) => JsonSerializer.Deserialize<LeaseState>(value.Span, DurableJson.Options)!;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DurableJson.Options);
}
