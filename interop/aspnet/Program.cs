using System;
using System.Net.Http;
using System.Threading;

namespace RejectContract.AspNet
{
    /// <summary>Starts the server, says where it listens, and serves until standard input ends.</summary>
    public static class Program
    {
        public static int Main(string[] arguments)
        {
            Settings settings;
            try
            {
                settings = Settings.Read(arguments);
            }
            catch (ArgumentException problem)
            {
                Console.Error.WriteLine(problem.Message + "\n" + Settings.Usage);
                return 4;
            }
            var invoker = new HttpMessageInvoker(Startup.Build(settings));
            var listener = new Listener(invoker, settings.Port);
            Startup.WarmUp(invoker, listener.BaseUrl);
            Console.WriteLine("{\"base_url\": \"" + listener.BaseUrl + "\"}");
            new Thread(listener.Serve) { IsBackground = true }.Start();
            while (Console.In.ReadLine() != null)
            {
            }
            return 0;
        }
    }
}
