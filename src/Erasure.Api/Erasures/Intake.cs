using System.Globalization;
using System.Text.Json;
using Erasure.Api.Access;
using Erasure.Api.Privacy;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Erasures;

/// <summary>Takes requests in, one at a time. Both hosts call these.</summary>
public static class Intake
{
    /// <summary><c>POST /api/erasures</c>.</summary>
    public static async Task<IResult> PostAsync(HttpRequest request, IErasureService erasures, Promptness promptness, ApiOptions options, CancellationToken cancellationToken)
    {
        (JsonDocument? document, IResult? problem) = await JsonBody.ReadAsync(request, options.MaxBodyBytes, cancellationToken);
        using (document)
        {
            if (problem is not null)
            {
                return problem;
            }

            List<FieldProblem> problems = [];
            string? key = IdempotencyKey.Read(request, problems);
            if (IntakeReader.Read(document!.RootElement, key, problems) is not { } read)
            {
                return Problem.Invalid(problems);
            }

            IntakeRequest intake = read with { Caller = Caller.IdentityOf(request) };
            return Answer(await promptness.RunAsync(() => erasures.ReceiveAsync(intake, cancellationToken)), request, options);
        }
    }

    /// <summary><c>DELETE /api/user/{id}</c>: the subject is the <c>user_id</c> of the URL, which <see cref="SealedUserId"/> has by now.</summary>
    public static async Task<IResult> DeleteUserAsync(HttpRequest request, IErasureService erasures, Promptness promptness, ApiOptions options, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<SealedUserId>() is not { Subject: { } subject })
        {
            return Problem.Invalid("id", "must be a percent-encoded user id in one segment, without a query");
        }

        List<FieldProblem> problems = [];
        string? key = IdempotencyKey.Read(request, problems);
        if (problems.Count > 0)
        {
            return Problem.Invalid(problems);
        }

        IntakeRequest intake = new() { Subject = subject, IdempotencyKey = key is null ? null : new Sealed<string>(key), Caller = Caller.IdentityOf(request) };
        return Answer(await promptness.RunAsync(() => erasures.ReceiveAsync(intake, cancellationToken)), request, options);
    }

    private static IResult Answer(IntakeResult result, HttpRequest request, ApiOptions options)
    {
        switch (result)
        {
            case IntakeResult.Accepted accepted:
                Links links = new(request, options);
                request.HttpContext.Response.Headers[HeaderNames.RetryAfter] =
                    ((int)options.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                AcceptedBody body = AcceptedBody.Of(accepted.Erasure, links, Management(request, accepted.Erasure.Id));
                request.HttpContext.Response.Headers[HeaderNames.Location] = body.StatusUrl;
                return TypedResults.Json(body, DurableJson.Options, statusCode: StatusCodes.Status202Accepted);
            case IntakeResult.Conflict conflict:
                return Problem.Conflict(conflict.Reason, conflict.ErasureId);
            case IntakeResult.Invalid invalid:
                return Problem.Invalid(invalid.Problems);
            default:
                throw new InvalidOperationException($"The API has no answer for {result.GetType().Name}.");
        }
    }

    // Only for a caller whom the management API would let in.
    private static IReadOnlyDictionary<string, string?>? Management(HttpRequest request, string id)
    {
        IServiceProvider services = request.HttpContext.RequestServices;
        return services.GetRequiredService<AccessGate>().CallerOf(request) is { } caller && caller.Roles.HasFlag(Roles.Operator)
            ? services.GetService<IManagementLinks>()?.For(request, id)
            : null;
    }
}
