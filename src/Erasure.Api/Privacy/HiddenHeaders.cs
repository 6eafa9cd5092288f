using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Privacy;

/// <summary>The headers that hosting logs with each request, though a caller may have typed anything into them.</summary>
/// <param name="Host">As it came.</param>
/// <param name="ContentType">As it came.</param>
internal sealed record HiddenHeaders(StringValues Host, StringValues ContentType)
{
    private const string Masked = "_";

    // Nothing here reads them, but hosting's spans would carry them: all of a caller's trace that counts is in traceparent.
    private static readonly string[] Dropped = [HeaderNames.UserAgent, HeaderNames.TraceState, HeaderNames.Baggage, HeaderNames.CorrelationContext, HeaderNames.RequestId];

    /// <summary>Takes them out of a request before hosting sees it.</summary>
    public static void Take(IFeatureCollection features)
    {
        IHeaderDictionary headers = features.GetRequiredFeature<IHttpRequestFeature>().Headers;
        features.Set(new HiddenHeaders(headers.Host, headers.ContentType));
        foreach (string name in Dropped)
        {
            headers.Remove(name);
        }

        Hide(headers);
    }

    /// <summary>Gives them back to what answers, and hides them again before hosting logs the end of the request.</summary>
    public static async Task ShowAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Request.Headers;
        if (context.Features.Get<HiddenHeaders>() is not { } hidden)
        {
            await next(context);
            return;
        }

        // On Azure the worker has put the name there by now under which the platform was called.
        if (headers.Host == Masked)
        {
            headers.Host = hidden.Host;
        }

        headers.ContentType = hidden.ContentType;
        try
        {
            await next(context);
        }
        finally
        {
            Hide(headers);
        }
    }

    private static void Hide(IHeaderDictionary headers)
    {
        headers.Host = Masked;
        headers.Remove(HeaderNames.ContentType);
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(HiddenHeaders);
}
