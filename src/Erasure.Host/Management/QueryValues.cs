using System.Globalization;
using Erasure.Core.Clocks;
using Microsoft.DurableTask.Client;

namespace Erasure.Host.Management;

/// <summary>Query parameters as Durable Functions reads them: what can't be parsed counts as missing.</summary>
internal static class QueryValues
{
    public static bool Flag(this IQueryCollection query, string name, bool whenMissing = false) =>
        bool.TryParse(query[name], out bool value) ? value : whenMissing;

    public static int? Number(this IQueryCollection query, string name) =>
        int.TryParse(query[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : null;

    public static DateTimeOffset? Time(this IQueryCollection query, string name) => DateTimeOffset.TryParse(
        query[name], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset value) ? value : null;

    /// <summary>Each parameter is one that a bulk purge knows, and can be read: one that counted as missing would purge everything.</summary>
    public static bool IsPurgeFilter(this IQueryCollection query) => query.All(parameter => parameter.Key.ToUpperInvariant() switch
    {
        "CREATEDTIMEFROM" or "CREATEDTIMETO" => parameter.Value.Count == 1 && IsoTime.TryParse(parameter.Value, out _),
        "RUNTIMESTATUS" => parameter.Value.ToString().Split(',').All(name => Enum.GetNames<OrchestrationRuntimeStatus>().Contains(name, StringComparer.Ordinal)),
        "TASKHUB" or "CONNECTION" or "CODE" => true,
        _ => false,
    });

    public static IReadOnlyCollection<OrchestrationRuntimeStatus> Statuses(this IQueryCollection query)
    {
        var statuses = new List<OrchestrationRuntimeStatus>();
        foreach (string name in query["runtimeStatus"].ToString().Split(','))
        {
            if (Enum.TryParse(name, out OrchestrationRuntimeStatus status))
            {
                statuses.Add(status);
            }
        }

        return statuses;
    }
}
