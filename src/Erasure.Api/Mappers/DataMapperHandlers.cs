using System.Text.Json;
using System.Text.RegularExpressions;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Policies;
using Erasure.Core.Subjects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Api.Mappers;

/// <summary>Shows and changes data mappers. Both hosts call these.</summary>
public static partial class DataMapperHandlers
{
    private const string NoSuchMapper = "No data mapper has this id.";

    /// <summary><c>GET /api/data-mappers</c>.</summary>
    public static async Task<IResult> ListAsync(DataMappers mappers, CancellationToken cancellationToken) =>
        TypedResults.Json(
            new DataMapperListBody([.. (await mappers.ListAsync(cancellationToken)).Select(mapper => DataMapperBody.Of(mapper, mappers.IsDeclared(mapper.Id)))]),
            DurableJson.Options);

    /// <summary><c>GET /api/data-mappers/{mapper}</c>.</summary>
    public static async Task<IResult> GetAsync(string mapper, DataMappers mappers, CancellationToken cancellationToken) =>
        await mappers.GetAsync(mapper, cancellationToken) is { } found
            ? TypedResults.Json(DataMapperBody.Of(found, mappers.IsDeclared(mapper)), DurableJson.Options)
            : Problem.NotFound(NoSuchMapper);

    /// <summary><c>GET /api/data-mappers/{mapper}/policy</c>: the least that must be allowed for it.</summary>
    public static async Task<IResult> GetPolicyAsync(string mapper, HttpRequest request, DataMappers mappers, IMapperChecks checks, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<IMapperPolicies>() is not { } policies)
        {
            return Problem.Conflict("The lake isn't in S3: file permissions are all that counts.");
        }

        if (await mappers.GetAsync(mapper, cancellationToken) is not { } found)
        {
            return Problem.NotFound(NoSuchMapper);
        }

        string? principal = request.Query["principal"];
        if (principal is not null && !RoleArn().IsMatch(principal))
        {
            return Problem.Invalid("principal", "must be the ARN of a role or an account, such as arn:aws:iam::123456789012:role/erasure");
        }

        (DataMapper located, IReadOnlyList<MapperProblem> problems) = await checks.AskAsync(found, cancellationToken);
        return located.Prefix is null
            ? Problem.Invalid(problems.Select(wrong => new FieldProblem(wrong.Path, wrong.Message, wrong.Code)))
            : TypedResults.Json(policies.Of(located, principal), DurableJson.Options);
    }

    /// <summary><c>PUT /api/data-mappers/{mapper}</c>: stores the mapper once the lake and the catalog bear it out.</summary>
    public static async Task<IResult> PutAsync(
        string mapper,
        HttpRequest request,
        DataMappers mappers,
        IMapperChecks checks,
        IMapperReplacer replacer,
        ApiOptions options,
        CancellationToken cancellationToken)
    {
        if (mappers.IsDeclared(mapper))
        {
            return Problem.DeclaredInConfiguration();
        }

        (JsonDocument? document, IResult? problem) = await JsonBody.ReadAsync(request, options.MaxBodyBytes, cancellationToken);
        using (document)
        {
            if (problem is not null)
            {
                return problem;
            }

            (DataMapper? read, IReadOnlyList<MapperProblem> problems) = mappers.Read(document!.RootElement, mapper);
            if (read is not null)
            {
                (DataMapper checkedMapper, problems) = await checks.CheckAsync(read, cancellationToken);
                problems = [.. problems.Select(problem => problem.Shown(read))];
                read = checkedMapper;
            }

            if (problems.Count > 0)
            {
                return Problem.Invalid(problems.Select(wrong => new FieldProblem(wrong.Path, wrong.Message, wrong.Code)));
            }

            MapperReplacement replacement = await replacer.PutAsync(read!, cancellationToken);
            return replacement is MapperReplacement.Wanted wanted
                ? Problem.MapperInUse(wanted.Code, $"{wanted.Matches} queued matches wait since a job failed in it, and it would search elsewhere or less. Mend what is wrong, and retry, first.", ("matches", wanted.Matches))
                : TypedResults.Json(
                    DataMapperBody.Of(read!, isDeclared: false),
                    DurableJson.Options,
                    statusCode: replacement is MapperReplacement.Replaced ? StatusCodes.Status200OK : StatusCodes.Status201Created);
        }
    }

    /// <summary><c>DELETE /api/data-mappers/{mapper}</c>, unless something is owed to it.</summary>
    public static async Task<IResult> DeleteAsync(string mapper, IMapperRemover remover, CancellationToken cancellationToken) => await remover.RemoveAsync(mapper, cancellationToken) switch
    {
        MapperRemoval.Removed => TypedResults.NoContent(),
        MapperRemoval.NotFound => Problem.NotFound(NoSuchMapper),
        MapperRemoval.Declared => Problem.DeclaredInConfiguration(),
        MapperRemoval.Named named => Problem.MapperInUse(named.Code, $"The domain {named.Domain} of the configuration file names it. Take it out there, and restart the host.", null),
        MapperRemoval.WorkedOn job => Problem.MapperInUse(job.Code, $"The deletion job {job.JobId} works on it. Wait for its end, or cancel it.", ("jobId", job.JobId)),
        MapperRemoval.Wanted wanted => Problem.MapperInUse(
            wanted.Code, $"{wanted.Matches} queued matches are limited to it, or wait since a job failed in it. Run a deletion job, mend what it fails at, or take them back, first.", ("matches", wanted.Matches)),
        var other => throw new InvalidOperationException($"There is no answer for {other.GetType().Name}."),
    };

    [GeneratedRegex("^arn:aws[a-z-]*:iam::[0-9]{12}:(root|role/[A-Za-z0-9+=,.@_/-]{1,512})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleArn();
}
