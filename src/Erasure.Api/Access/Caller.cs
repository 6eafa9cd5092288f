using Erasure.Core.Decisions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Api.Access;

/// <summary>Who calls.</summary>
/// <param name="Roles">What they may do.</param>
/// <param name="Name">What they call themselves, where they signed in.</param>
/// <param name="Identity">Name of the key, or of who was signed in by somebody else than themselves: what ledger and decisions carry. Null where no key is asked for.</param>
public sealed record Caller(Roles Roles, string? Name, string? Identity = null)
{
    /// <summary>What ledger and decisions carry of who sent the request.</summary>
    public static string? IdentityOf(HttpRequest request) =>
        request.HttpContext.RequestServices.GetRequiredService<AccessGate>().CallerOf(request)?.Identity;

    /// <summary>A decision, with who sent it.</summary>
    internal static HumanDecision Sign(HumanDecision decision, HttpRequest request) => decision with { Caller = IdentityOf(request) };
}
