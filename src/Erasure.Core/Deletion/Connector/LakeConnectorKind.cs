using System.Text.RegularExpressions;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Deletion.Connector;

/// <summary>Deletion jobs in the lake.</summary>
internal sealed partial class LakeConnectorKind() : ConnectorKind<LakeConnectorConfiguration>("lake")
{
    /// <inheritdoc/>
    public override bool NeedsLake => true;

    // Whether there are such mappers is known when they are needed: others than the file's may be stored.

    /// <inheritdoc/>
    protected override void Check(LakeConnectorConfiguration options, string path, ConfigurationProblems problems)
    {
        problems.Expect(options.Mappers is not { Count: 0 }, $"{path}.mappers", "must name at least one mapper; leave it out for all of them");
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < options.Mappers?.Count; i++)
        {
            string? name = options.Mappers[i];
            problems.Expect(name is not null && MapperId().IsMatch(name), $"{path}.mappers[{i}]", "is no mapper's id: 1 to 64 letters and digits");
            problems.Expect(seen.Add(name ?? ""), $"{path}.mappers[{i}]", "is there twice");
        }
    }

    /// <inheritdoc/>
    protected override IConnector Create(LakeConnectorConfiguration options, string domain, IServiceProvider services) =>
        new LakeConnector(options.Mappers, services.GetRequiredService<ErasureMatches>());

    [GeneratedRegex($@"\A{DataMapper.IdPattern}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MapperId();
}
