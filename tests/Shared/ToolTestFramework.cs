using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Erasure.Tests.Shared;

/// <summary>xunit's own framework, but that on a desk a test that misses its tool is skipped, with the reason. xunit 2 knows skips only before a test begins, and a fixture finds out later.</summary>
public sealed class ToolTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        Tools.AreOwed ? base.CreateExecutor(assemblyName) : new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages) : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(testCases, new Skips(executionMessageSink), executionOptions);
    }

    private sealed class Skips(IMessageSink inner) : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message) => inner.OnMessage(message is ITestFailed failed && ReasonOf(failed) is { } reason ? new TestSkipped(failed.Test, reason) : message);

        private static string? ReasonOf(ITestFailed failed)
        {
            int missing = Array.IndexOf(failed.ExceptionTypes, typeof(MissingToolException).FullName);
            return missing < 0 ? null : failed.Messages[missing];
        }
    }
}
