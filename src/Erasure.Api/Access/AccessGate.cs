using Erasure.Api.Pages;
using Erasure.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Access;

/// <summary>Tells who calls, and turns away who may not.</summary>
public sealed class AccessGate(ApiOptions options)
{
    private static readonly Caller Everyone = new(Roles.All, Name: null);

    /// <summary>Who calls; null where the credentials are missing or wrong.</summary>
    public Caller? CallerOf(HttpRequest request)
    {
        if (options.IsOpen)
        {
            return Everyone;
        }

        if (PresentedKey.Of(request) is { } presented)
        {
            byte[] digest = AccessKey.Digest(presented.Key);
            return options.Keys.FirstOrDefault(key => key.Is(digest)) is { } known ? new Caller(known.Roles, presented.Name, known.Name) : null;
        }

        return options.TrustsEasyAuth ? EasyAuthPrincipal.Read(request) : null;
    }

    /// <summary>The answer to who may not; null for who may.</summary>
    public IResult? Refuse(HttpContext context, RouteAccess access)
    {
        if (access == RouteAccess.Anyone)
        {
            return null;
        }

        Caller? caller = CallerOf(context.Request);
        return caller is null ? Unauthorized(context) : access.Admits(caller.Roles) ? null : Forbidden(context, access);
    }

    private static IResult Unauthorized(HttpContext context)
    {
        bool isPage = WantsPage(context);
        context.Response.Headers[HeaderNames.WWWAuthenticate] = isPage ? "Basic realm=\"Erasure: your name, and your key as the password\", charset=\"UTF-8\"" : "Bearer";
        return IsBare(context) ? TypedResults.StatusCode(StatusCodes.Status401Unauthorized)
            : isPage ? AccessPages.SignIn()
            : Problem.Unauthorized();
    }

    private static IResult Forbidden(HttpContext context, RouteAccess access) =>
        IsBare(context) ? TypedResults.StatusCode(StatusCodes.Status403Forbidden)
        : WantsPage(context) ? AccessPages.Forbidden(access)
        : Problem.Forbidden(access);

    private static bool WantsPage(HttpContext context) =>
        !IsBare(context) && context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html");

    private static bool IsBare(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ISkipStatusCodePagesMetadata>() is not null;
}
