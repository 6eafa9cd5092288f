using System.CommandLine;
using Erasure.Aws;
using Erasure.Core.Configuration;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure mapper policy ID</c>: the least that must be allowed for a mapper of the configuration file.</summary>
internal static class MapperCommand
{
    public static Command Create()
    {
        Argument<string> id = new("ID") { Description = "The mapper's id." };
        Option<FileInfo> config = new("--config") { Description = "The configuration file.", HelpName = "FILE", Required = true };
        Option<string?> principal = new("--principal") { Description = "The host's role: writes the policies of a bucket and key of another account too.", HelpName = "ARN" };
        Command policy = new("policy", "Write the IAM policies that a mapper needs, and no more.") { id, config, principal };
        policy.SetAction((command, cancellationToken) =>
            PolicyAsync(command, command.GetRequiredValue(id), command.GetRequiredValue(config), command.GetValue(principal), cancellationToken));
        return new Command("mapper", "Look at the data mappers of a configuration file.") { policy };
    }

    private static async Task<int> PolicyAsync(ParseResult command, string id, FileInfo file, string? principal, CancellationToken cancellationToken)
    {
        ErasureConfiguration configuration = ConfigCommand.Load(file);
        DataMapper mapper = configuration.Lake?.Mappers.FirstOrDefault(mapper => string.Equals(mapper.Id, id, StringComparison.OrdinalIgnoreCase))
            ?? throw new RefusalException($"{file} declares no mapper {id}. For a stored one ask the host: GET /api/data-mappers/{id}/policy.");
        S3Configuration lake = configuration.Lake.S3 ?? throw new RefusalException("The lake isn't in S3: file permissions are all that counts.");
        await using ServiceProvider services = new ServiceCollection().AddSingleton(TimeProvider.System).AddS3Lake(lake, configuration.Lake.Athena).BuildServiceProvider();
        if (mapper.Table is not null)
        {
            (mapper, IReadOnlyList<MapperProblem> problems) = await services.GetRequiredService<ITableCatalog>().AskAsync(mapper, cancellationToken);
            if (mapper.Prefix is null)
            {
                throw new RefusalException(string.Join('\n', problems.Select(problem => $"{problem.Path}: {problem.Message}")));
            }
        }

        await Answer.WriteJsonAsync(command, services.GetRequiredService<IMapperPolicies>().Of(mapper, principal));
        return ExitCode.Done;
    }
}
