using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;

namespace Erasure.Host.CommandLine;

/// <summary>Help as the library writes it, with the exit codes and an example below.</summary>
internal sealed class CommandHelp(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["serve"] = "erasure serve --config /etc/erasure/erasure.json",
        ["demo"] = "erasure demo --data /tmp/erasure-demo --port 7071",
        ["check"] = "erasure config check /etc/erasure/erasure.json --lake",
        ["policy"] = "erasure mapper policy orders --config erasure.json",
        ["remove"] = "erasure mapper remove orders --config erasure.json",
        [DryRunCommand.Name] = "erasure dry-run - --config erasure.json <<< '{\"user_id\":\"u-2043\"}'",
        ["backup"] = "erasure backup --config erasure.json --to /var/backups/erasure.db",
        ["migrate"] = "erasure migrate --config erasure.json --to dynamodb",
        ["inspect"] = "erasure parquet inspect orders.parquet",
        ["find"] = "erasure parquet find orders.parquet --column customer_id --matches customers.txt",
        ["erase"] = "erasure parquet erase orders.parquet erased.parquet --column customer_id --matches customers.txt",
        ["verify"] = "erasure parquet verify orders.parquet erased.parquet --column customer_id --matches customers.txt",
    };

    public override bool ClearsParseErrors => help.ClearsParseErrors;

    /// <summary>Extends the help of a command and all below it.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new CommandHelp((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        int result = help.Invoke(parseResult);
        Command command = parseResult.CommandResult.Command;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (Examples.GetValueOrDefault(command.Name) is { } example)
        {
            output.WriteLine($"Example:\n  {example}\n");
        }

        output.WriteLine("Exit codes:");
        foreach ((int code, string meaning) in ExitCode.All.Where(exit => exit.Code != ExitCode.Incomplete || IsAsking(command)))
        {
            output.WriteLine($"  {code.ToString(CultureInfo.InvariantCulture)}  {meaning}");
        }

        return result;
    }

    private static bool IsAsking(Command command) =>
        command.Name == DryRunCommand.Name || command.Subcommands.Any(IsAsking) || command.Options.Any(option => option.Name == Parquet.PredicateOptions.ColumnName);
}
