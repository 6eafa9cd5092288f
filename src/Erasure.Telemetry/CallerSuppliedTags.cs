using System.Diagnostics;
using OpenTelemetry;

namespace Erasure.Telemetry;

/// <summary>Drops from a request's span what its caller wrote freely, since anything may stand in it.</summary>
internal sealed class CallerSuppliedTags : BaseProcessor<Activity>
{
    private const string Requests = "Microsoft.AspNetCore";

    private static readonly string[] Dropped = ["server.address", "server.port", "user_agent.original", "http.request.method_original", "url.query"];

    public override void OnEnd(Activity data)
    {
        data.TraceStateString = null;
        if (data.Source.Name != Requests)
        {
            return;
        }

        foreach (string tag in Dropped)
        {
            data.SetTag(tag, null);
        }
    }
}
