using System.CommandLine;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Policies;
using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Erasure.Embedded.Sqlite;
using Erasure.Host.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure mapper</c>: data mappers, declared and stored.</summary>
internal static class MapperCommand
{
    public static Command Create()
    {
        Argument<string> id = new("ID") { Description = "The mapper's id." };
        Option<FileInfo> config = new("--config") { Description = "The configuration file.", HelpName = "FILE", Required = true };
        Option<string?> principal = new("--principal") { Description = "The host's role: writes the policies of a bucket and key of another account too.", HelpName = "ARN" };
        Command policy = new("policy", "Write the IAM policies that a mapper needs, and no more, as JSON.") { id, config, principal };
        policy.SetAction((command, cancellationToken) =>
            PolicyAsync(command, command.GetRequiredValue(id), command.GetRequiredValue(config), command.GetValue(principal), cancellationToken));
        Command remove = new("remove", "Remove a stored mapper that nothing is owed to, while no host runs.") { id, config };
        remove.SetAction((command, cancellationToken) => RemoveAsync(command, command.GetRequiredValue(id), command.GetRequiredValue(config), cancellationToken));
        return new Command("mapper", "Look at data mappers, and remove stored ones.") { policy, remove };
    }

    private static async Task<int> PolicyAsync(ParseResult command, string id, FileInfo file, string? principal, CancellationToken cancellationToken)
    {
        ErasureConfiguration configuration = ConfigCommand.LoadWithoutSecrets(file);
        if (configuration.Lake is not { S3: not null } lake)
        {
            throw new RefusalException("not-in-s3", "The lake isn't in S3: file permissions are all that counts.");
        }

        await using ServiceProvider services = MapperStore.Open(configuration, forChanges: false);
        DataMapper mapper = await FindAsync(id, file, lake, services, cancellationToken);
        if (mapper.Table is not null)
        {
            ITableCatalog catalog = services.GetService<ITableCatalog>() ?? throw new RefusalException(RefusalException.Configuration, $"The data mapper {id} has a table, which is read through Glue: configure lake.athena.");
            (mapper, IReadOnlyList<MapperProblem> problems) = await catalog.AskAsync(mapper, cancellationToken);
            if (mapper.Prefix is null)
            {
                throw new RefusalException(problems.Count == 1 ? problems[0].Code : "catalog", string.Join('\n', problems.Select(problem => $"{problem.Path}: {problem.Message}")));
            }
        }

        await Answer.WriteJsonAsync(command, services.GetRequiredService<IMapperPolicies>().Of(mapper, principal));
        return ExitCode.Done;
    }

    // A declared one is told without a host's records, which may not be there yet.
    private static async Task<DataMapper> FindAsync(string id, FileInfo file, LakeConfiguration lake, ServiceProvider services, CancellationToken cancellationToken)
    {
        if (lake.Mappers.FirstOrDefault(mapper => string.Equals(mapper.Id, id, StringComparison.OrdinalIgnoreCase)) is { } declared)
        {
            return declared;
        }

        try
        {
            return await services.GetRequiredService<DataMappers>().GetAsync(id, cancellationToken)
                ?? throw new RefusalException(RefusalException.NotFound, $"There is no data mapper {id}: {file} declares none, and none is stored.");
        }
        catch (FileNotFoundException missing)
        {
            throw new RefusalException(RefusalException.NotFound, $"There is no data mapper {id}: {file} declares none. {missing.Message}");
        }
    }

    private static async Task<int> RemoveAsync(ParseResult command, string id, FileInfo file, CancellationToken cancellationToken)
    {
        ErasureConfiguration configuration = ConfigCommand.LoadWithoutSecrets(file);
        if (configuration.Records is null && !File.Exists(DatabaseFile.Of(configuration)))
        {
            throw new RefusalException(RefusalException.NotFound, $"no data mapper {id} is stored: there is no database '{DatabaseFile.Of(configuration)}'.");
        }

        await using ServiceProvider services = MapperStore.Open(configuration, forChanges: true);
        try
        {
            if (await new MoveMarks(services.GetRequiredService<IRecordStore>()).RefusalAsync(cancellationToken) is { } moved)
            {
                throw new RefusalException("moved", $"nothing is removed here: {moved}.");
            }

            (string Code, string Message)? refusal = await services.GetRequiredService<IMapperRemover>().RemoveAsync(id, cancellationToken) switch
            {
                MapperRemoval.Removed => null,
                MapperRemoval.NotFound => (RefusalException.NotFound, $"no data mapper {id} is stored."),
                MapperRemoval.Declared declared => (declared.Code, $"{declared.Code}: {file} declares it; change it there."),
                MapperRemoval.Named named => (named.Code, $"{named.Code}: the domain {named.Domain} of {file} names it; take it out there."),
                MapperRemoval.WorkedOn job => (job.Code, $"{job.Code}: the deletion job {job.JobId} works on it; wait for its end, or cancel it."),
                MapperRemoval.Wanted wanted => (wanted.Code, $"{wanted.Code}: {wanted.Matches} queued matches are limited to it, or wait since a job failed in it; run a deletion job, mend what it fails at, or take them back, first."),
                var other => throw new InvalidOperationException($"There is no answer for {other.GetType().Name}."),
            };
            if (refusal is var (code, message))
            {
                throw new RefusalException(code, message);
            }
        }
        catch (DatabaseInUseException inUse)
        {
            throw new RefusalException("in-use", $"{inUse.Message} Or ask that host: DELETE /api/data-mappers/{id}.");
        }

        await Answer.WriteAsync(command, new { removed = id }, $"Removed the data mapper {id}.");
        return ExitCode.Done;
    }
}
