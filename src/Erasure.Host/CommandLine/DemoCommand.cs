using System.CommandLine;
using System.Globalization;
using System.Net;
using Erasure.Host.Demo;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure demo</c>: a person is erased from a small lake and three domains, before your eyes.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<bool> keep = new("--keep") { Description = "Stay up afterwards, until Ctrl+C." };
        Option<DirectoryInfo?> data = new("--data") { Description = "Folder for everything; a new one among the temporary files where it isn't given.", HelpName = "DIR" };
        Option<int?> port = new("--port")
        {
            Description = "Port of the API; a free one where it isn't given.",
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens.Single().Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= IPEndPoint.MaxPort)
                {
                    return number;
                }

                result.AddError($"--port is a number from 1 to {IPEndPoint.MaxPort}.");
                return null;
            },
        };
        Command demo = new("demo", "Watch a person being erased.") { keep, data, port };
        demo.SetAction((command, cancellationToken) => DemoRun.RunAsync(
            new DemoOptions { Keep = command.GetValue(keep), Folder = command.GetValue(data)?.FullName, Port = command.GetValue(port), Json = Answer.IsJson(command) },
            command.InvocationConfiguration.Output,
            cancellationToken));
        return demo;
    }
}
