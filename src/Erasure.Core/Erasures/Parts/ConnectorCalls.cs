using System.Diagnostics.CodeAnalysis;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Erasures.Parts;

/// <summary>Calls connectors so that nothing of what they were told gets out with an exception: its text could name the person, and history keeps it.</summary>
internal sealed class ConnectorCalls(IConnectors connectors, ILogger<ConnectorCalls> logger)
{
    /// <summary>Calls a domain's connector.</summary>
    /// <returns>What it answers; <paramref name="unknown"/> where no such domain is configured.</returns>
    /// <exception cref="InvalidOperationException">It failed unexpectedly; the log says with what type of exception, and where.</exception>
    [SuppressMessage("Design", "MA0054", Justification = "The cause's text may name the person.")]
    public async Task<T> CallAsync<T>(string erasureId, string domain, Func<IConnector, Task<T>> call, T unknown)
    {
        if (Find(domain) is not { } connector)
        {
            return unknown;
        }

        try
        {
            return await call(connector);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            Log.ConnectorFailed(logger, domain, erasureId, defect.GetType().Name, TaskFailures.StackOf(defect));
            throw new InvalidOperationException($"The connector of domain '{domain}' failed with {defect.GetType().Name}; the log says where.");
        }
    }

    private IConnector? Find(string domain)
    {
        try
        {
            return connectors.For(domain);
        }
        catch (KeyNotFoundException)
        {
            return null;
        }
    }
}
