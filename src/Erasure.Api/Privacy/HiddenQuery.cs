using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Privacy;

/// <summary>The query that diagnostics don't see.</summary>
/// <param name="Text">As it came, with its question mark.</param>
internal sealed record HiddenQuery(string Text)
{
    /// <summary>Gives the management API its query back, which it repeats in the addresses that it answers with, and hides it again before hosting logs the end of the request.</summary>
    public static async Task ShowToManagementAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<HiddenQuery>() is not { } hidden || !context.Request.Path.StartsWithSegments(TargetRedactor.ManagementPrefix, StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        context.Request.QueryString = new QueryString(hidden.Text);
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.QueryString = QueryString.Empty;
        }
    }
}
