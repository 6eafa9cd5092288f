using System.Text.Json;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Lake.Mappers;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Mappers;

/// <summary>Shows and changes data mappers. Both hosts call these.</summary>
public static class DataMapperHandlers
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

    /// <summary><c>PUT /api/data-mappers/{mapper}</c>: stores the mapper once the lake and the catalog bear it out.</summary>
    public static async Task<IResult> PutAsync(string mapper, HttpRequest request, DataMappers mappers, MapperChecks checks, ApiOptions options, CancellationToken cancellationToken)
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
                (read, problems) = await checks.CheckAsync(read, cancellationToken);
            }

            if (problems.Count > 0)
            {
                return Problem.Invalid(problems.Select(wrong => new FieldProblem(wrong.Path, wrong.Message, wrong.Code)));
            }

            bool existed = await mappers.PutAsync(read!, cancellationToken);
            return TypedResults.Json(
                DataMapperBody.Of(read!, isDeclared: false),
                DurableJson.Options,
                statusCode: existed ? StatusCodes.Status200OK : StatusCodes.Status201Created);
        }
    }

    /// <summary><c>DELETE /api/data-mappers/{mapper}</c>. A running job goes on with what the mapper was.</summary>
    public static async Task<IResult> DeleteAsync(string mapper, DataMappers mappers, CancellationToken cancellationToken)
    {
        if (mappers.IsDeclared(mapper))
        {
            return Problem.DeclaredInConfiguration();
        }

        return await mappers.DeleteAsync(mapper, cancellationToken) ? TypedResults.NoContent() : Problem.NotFound(NoSuchMapper);
    }
}
