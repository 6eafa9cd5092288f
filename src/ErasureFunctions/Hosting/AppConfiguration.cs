using Erasure.Core.Configuration;
using Erasure.Core.Settings;

namespace ErasureFunctions.Hosting;

/// <summary>The configuration file beside the app, as <c>docs/configuration.md</c> describes it.</summary>
internal static class AppConfiguration
{
    private const string DefaultFile = "erasure.json";

    /// <exception cref="InvalidOperationException">It can't be served here; the message tells every problem, on one line, since the platform keeps no other of what an app says as it ends.</exception>
    public static ErasureConfiguration Load(string folder, HostEnvironment environment)
    {
        string path = Path.Combine(folder, environment.ConfigurationFile ?? DefaultFile);
        (ErasureConfiguration? configuration, IReadOnlyList<ConfigurationProblem> problems) = ConfigurationLoader.Load(path, environment.Find);
        string[] all = configuration is null ? [.. problems.Select(problem => problem.ToString())] : [.. ProblemsHere(configuration, folder, environment)];
        return all.Length == 0
            ? configuration!
            : throw new InvalidOperationException($"{path} can't be served: {string.Join("; ", all)}".ReplaceLineEndings(" "));
    }

    // An instance of the app may go at any moment, with its disk.
    private static IEnumerable<string> ProblemsHere(ErasureConfiguration configuration, string folder, HostEnvironment environment)
    {
        foreach (ConfigurationProblem problem in FunctionsAppRules.Check(configuration))
        {
            yield return problem.ToString();
        }

        int slots = environment.MaxConcurrentActivities ?? HostSettings.MaxConcurrentActivities(folder) ?? int.MaxValue;
        if (configuration.Operations.ConcurrentCalls is var calls && calls >= slots)
        {
            yield return $"$.operations.concurrentCalls: {calls} domains can't be called at once, since {HostSettings.MaxConcurrentActivitiesName} of host.json lets an instance run {slots} activities, and mails and records need some; lower the one or raise the other";
        }

        if (configuration.Lake is { Job.ConcurrentOverall: int objects } && objects > slots)
        {
            yield return $"$.lake.job.concurrentOverall: {objects} objects can't be at work at once, since {HostSettings.MaxConcurrentActivitiesName} of host.json lets an instance run {slots} activities; lower the one or raise the other";
        }
    }
}
