namespace Erasure.Core.Alerts;

/// <summary>An alert that is told, and how far that is by each channel.</summary>
/// <param name="Alert">What is told.</param>
/// <param name="UpTo">What happened up to then it tells of; null where it tells of what goes on.</param>
/// <param name="Deliveries">By name of the channel.</param>
internal sealed record AlertRecord(Alert Alert, DateTimeOffset? UpTo, IReadOnlyDictionary<string, AlertDelivery> Deliveries)
{
    /// <summary>With one delivery as it is now.</summary>
    public AlertRecord With(string channel, AlertDelivery delivery) => this with { Deliveries = new Dictionary<string, AlertDelivery>(Deliveries) { [channel] = delivery } };
}

/// <summary>How far an alert is by one channel.</summary>
/// <param name="State">How far.</param>
/// <param name="Attempts">Deliveries tried so far.</param>
/// <param name="NextAttemptAt">When it may be tried again.</param>
/// <param name="Code">Why the last one failed.</param>
internal sealed record AlertDelivery(AlertDeliveryState State, int Attempts, DateTimeOffset NextAttemptAt, string? Code);

/// <summary>How far the delivery of an alert is.</summary>
internal enum AlertDeliveryState
{
    /// <summary>To be delivered.</summary>
    Pending,

    /// <summary>Delivered.</summary>
    Sent,

    /// <summary>It could not be delivered in the time that it had.</summary>
    GivenUp,
}
