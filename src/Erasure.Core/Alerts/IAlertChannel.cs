namespace Erasure.Core.Alerts;

/// <summary>Carries alerts to somebody: by mail, to a webhook.</summary>
public interface IAlertChannel
{
    /// <summary>Its name in records, logs and metrics, such as <c>webhook/ops</c>.</summary>
    string Name { get; }

    /// <summary>Delivers the alert. May be called again for one that was delivered, when a crash kept that from being written down.</summary>
    /// <exception cref="AlertDeliveryException">It wasn't delivered.</exception>
    Task DeliverAsync(Alert alert, CancellationToken cancellationToken);
}
