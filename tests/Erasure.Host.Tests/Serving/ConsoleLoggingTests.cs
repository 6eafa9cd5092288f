using System.Text;
using Erasure.Host.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Serving;

/// <summary>What is written to standard error, whoever reads it.</summary>
public sealed class ConsoleLoggingTests
{
    [Fact]
    public async Task Nobody_who_logs_waits_for_a_reader_that_stands_still()
    {
        TextWriter before = Console.Error;
        using StillWriter still = new();
        Console.SetError(still);
        try
        {
            await using ServiceProvider services = new ServiceCollection().AddLogging(ConsoleLogging.From(LogLevel.Information)).BuildServiceProvider();
            ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Erasure.Test");
            for (int line = 0; line <= 2 * ConsoleLogging.MaxWaiting; line++)
            {
                Log(logger, line);
            }

            still.GoOn();
            while (!still.Text.Contains("dropped because of queue size limit", StringComparison.Ordinal))
            {
                Log(logger, -1);
                await Task.Yield();
            }
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Contains("line 0", still.Text, StringComparison.Ordinal);
    }

    private static void Log(ILogger logger, int line) => logger.Log(LogLevel.Information, default, line, exception: null, static (line, _) => $"line {line}");

    /// <summary>A pipe that is full.</summary>
    private sealed class StillWriter : TextWriter
    {
        private readonly ManualResetEventSlim reads = new();
        private readonly StringBuilder text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public string Text
        {
            get
            {
                lock (text)
                {
                    return text.ToString();
                }
            }
        }

        public void GoOn() => reads.Set();

        public override void Write(char value) => Write(value.ToString());

        public override void Write(string? value)
        {
            reads.Wait();
            lock (text)
            {
                text.Append(value);
            }
        }

        protected override void Dispose(bool disposing)
        {
            GoOn();
            reads.Dispose();
            base.Dispose(disposing);
        }
    }
}
