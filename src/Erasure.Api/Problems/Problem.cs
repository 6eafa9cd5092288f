using Erasure.Api.Access;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Erasure.Api.Problems;

/// <summary>The API's errors, as RFC 9457 problem details. They name fields and never repeat values.</summary>
internal static class Problem
{
    public static ProblemHttpResult Invalid(IEnumerable<FieldProblem> problems) =>
        Of(Details(StatusCodes.Status400BadRequest, "invalid-request", "The request is wrong.", "Correct the fields that errors names; nothing was done.", problems));

    public static ProblemHttpResult Invalid(string field, string message) => Invalid([new FieldProblem(field, message)]);

    public static ProblemHttpResult Malformed(string detail) =>
        Of(Details(StatusCodes.Status400BadRequest, "malformed-body", "The body can't be read.", detail));

    /// <summary>The last answer of a batch that wasn't read to its end.</summary>
    public static ProblemHttpResult BrokenOff(bool isStopping) => isStopping
        ? Of(Details(StatusCodes.Status503ServiceUnavailable, "broken-off", "The batch wasn't read to its end.", "The server is stopping. Of this line and all behind it nothing was taken: send them again. The lines before it have their answers above."))
        : Of(Details(StatusCodes.Status400BadRequest, "broken-off", "The batch wasn't read to its end.", "It broke off. Of this line and all behind it nothing was taken: send them again. The lines before it have their answers above."));

    public static ProblemHttpResult TooLarge(int maxBytes) =>
        Of(Details(StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large.", $"At most {maxBytes} bytes are taken."));

    public static ProblemHttpResult UnsupportedMediaType(string supported) =>
        Of(Details(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The content type isn't supported.", $"Send Content-Type: {supported}."));

    public static ProblemHttpResult Unauthorized() =>
        Of(Details(StatusCodes.Status401Unauthorized, "unauthorized", "A valid key is needed.", "Send it as the header x-api-key, or as Authorization: Bearer."));

    public static ProblemHttpResult Forbidden(RouteAccess access) =>
        Of(Details(StatusCodes.Status403Forbidden, "forbidden", "Your roles don't allow it.", $"It is for: {access}."));

    public static ProblemHttpResult Foreign() =>
        Of(Details(StatusCodes.Status403Forbidden, "foreign-origin", "The request comes from another site.", "Use the address that the server listens on; where others must reach it, configure an API key."));

    public static ProblemHttpResult UnreadableHost() =>
        Of(Details(StatusCodes.Status400BadRequest, "bad-request", "The request can't be served.", "Its Host header holds no name that could be read."));

    public static ProblemHttpResult NotThisMachine() =>
        Of(Details(StatusCodes.Status403Forbidden, "not-this-machine", "The request comes from another machine, or through a proxy.", "Without a key only requests from this machine are served: set ERASURE_API_KEY, or keys in the configuration."));

    public static ProblemHttpResult NotFound(string detail) =>
        Of(Details(StatusCodes.Status404NotFound, "not-found", "There is no such thing.", detail));

    public static ProblemHttpResult Conflict(string detail, string? erasureId = null)
    {
        ProblemDetails details = Details(StatusCodes.Status409Conflict, "conflict", "The request contradicts what is under way.", detail);
        if (erasureId is not null)
        {
            details.Extensions["erasureId"] = erasureId;
        }

        return Of(details);
    }

    public static ProblemHttpResult DeclaredInConfiguration() =>
        Of(Details(StatusCodes.Status409Conflict, "declared-in-configuration", "The configuration file declares it.", "Change it there, and restart the host."));

    public static ProblemHttpResult MapperInUse(string code, string detail, (string Name, object Value)? fact)
    {
        ProblemDetails details = Details(StatusCodes.Status409Conflict, code, "The data mapper is in use.", detail);
        if (fact is var (name, value))
        {
            details.Extensions[name] = value;
        }

        return Of(details);
    }

    public static ProblemHttpResult Unavailable() =>
        Of(Details(StatusCodes.Status503ServiceUnavailable, "unavailable", "The records can't be read or written at present.", "Nothing was promised: send it again later. The server's log tells why."));

    public static ProblemDetails Details(int status, string type, string title, string detail, IEnumerable<FieldProblem>? problems = null)
    {
        ProblemDetails details = new() { Status = status, Type = $"urn:erasure:problem:{type}", Title = title, Detail = detail };
        if (problems is not null)
        {
            details.Extensions["errors"] = problems.Select(problem => new ErrorDetail(problem.Field, problem.Message, problem.Code)).ToArray();
        }

        return details;
    }

    private static ProblemHttpResult Of(ProblemDetails details) => TypedResults.Problem(details);
}
