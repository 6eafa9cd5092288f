using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Http;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Settings;

namespace Erasure.Host.CommandLine;

/// <summary>What is right in a configuration, but seldom meant.</summary>
internal static class ConfigNotes
{
    private const int NoContent = 204;

    private static readonly HttpCallConfiguration Contract = new HttpConnectorConfiguration { Url = "" }.Submit;

    /// <param name="configuration">What the file says, as far as it is right.</param>
    /// <param name="stored">The stored mappers; null where they can't be looked up here.</param>
    /// <param name="isWrong">Whether a setting is known to be wrong.</param>
    /// <param name="isGiven">Whether a setting stands in the file.</param>
    public static IEnumerable<ConfigurationProblem> Of(ErasureConfiguration configuration, IReadOnlyList<DataMapper>? stored, Func<string, bool> isWrong, Func<string, bool> isGiven)
    {
        foreach ((int index, DomainConfiguration? domain) in (configuration.Domains ?? []).Index())
        {
            string path = $"$.domains[{index}].connector";
            if (domain?.Connector is HttpConnectorConfiguration connector && !isWrong(path) && IsJudgedByCode(connector) && !isGiven($"{path}.answer.status"))
            {
                yield return new ConfigurationProblem(
                    $"{path}.answer.status",
                    "isn't given, and submit is a call of the API's own: an answer of 200 without a field status in it counts as erased, {\"success\": false} too. "
                    + "Give the field by which this API says how it went, and its words (answer.erased, answer.failed); \"\" where its status code alone decides; \"status\" where it answers as our contract does");
            }
        }

        // A connector that can't be read may name any mapper.
        bool areDomainsRight = configuration.Domains is { } domains && domains.All(domain => domain?.Connector is not null) && !Enumerable.Range(0, domains.Count).Any(i => isWrong($"$.domains[{i}].connector.mappers"));
        bool IsUnsearched(DataMapper mapper) => areDomainsRight && !configuration.Domains!.Cover(mapper.Id);
        foreach ((int index, DataMapper? mapper) in (configuration.Lake?.Mappers ?? []).Index())
        {
            string path = $"$.lake.mappers[{index}]";
            if (mapper?.Id is null || isWrong($"{path}.id"))
            {
                continue;
            }

            if (mapper.Prefix?.Length == 0 && !isWrong($"{path}.prefix"))
            {
                yield return new ConfigurationProblem($"{path}.prefix", $"is empty, so that {mapper.Id} covers every object of the whole {(configuration.Lake!.S3 is null ? "lake" : "bucket")}");
            }

            if (IsUnsearched(mapper))
            {
                yield return Unsearched(path, mapper);
            }
        }

        foreach (DataMapper mapper in (stored ?? []).Where(IsUnsearched))
        {
            yield return Unsearched($"(stored).{mapper.Id}", mapper);
        }
    }

    // Of an API that answers by our contract nobody need say so; and one without a body says nothing else.
    private static bool IsJudgedByCode(HttpConnectorConfiguration connector) =>
        (connector.Submit.Method, connector.Submit.Path, connector.Submit.Body) != (Contract.Method, Contract.Path, Contract.Body) && connector.Submit.Erased.Any(code => code != NoContent);

    private static ConfigurationProblem Unsearched(string path, DataMapper mapper) => new(path, $"is in no domain's connector.mappers, so that no erasure searches {mapper.Id}");
}
