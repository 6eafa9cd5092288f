using Erasure.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Privacy;

/// <summary>Turns away a <c>Host</c> that is no name: whoever reads it decodes its labels (Punycode), which fails for some.</summary>
internal static class UnreadableHost
{
    public static Task RefuseAsync(HttpContext context, RequestDelegate next) =>
        IsReadable(context.Request) ? next(context) : Problem.UnreadableHost().ExecuteAsync(context);

    private static bool IsReadable(HttpRequest request)
    {
        try
        {
            _ = request.Host.Port;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
